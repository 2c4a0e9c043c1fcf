"""A therapy drawn many times: how often each limit of the label is kept."""
