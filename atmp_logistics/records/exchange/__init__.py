"""Records as other programs exchange them, both ways: one format a module, with what it writes and what it reads."""
