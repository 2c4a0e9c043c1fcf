"""Plans, deadlines and risks: when to start, until when every limit can be kept, and why a plan cannot work."""
