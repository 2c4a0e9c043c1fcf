"""Before it happens: when to start, the last moment that holds whatever happens, and why a plan cannot work."""
