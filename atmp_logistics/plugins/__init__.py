"""What plug-ins may import, and nothing else: its modules `rules`, `loggers` and `messages` (docs/plugins.md).

These names keep their meaning from one version to the next, as far as CHANGELOG.md does not say otherwise. Everything
else in the library may move.
"""
