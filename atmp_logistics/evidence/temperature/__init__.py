"""What temperature each container met, of which logger."""
