"""Writes of this app: keyword-only, atomic, with the actor, a version check and history in one transaction.

`seen_version` is the version that the person had on screen (None: do not compare). A stale write raises
workflow.Stale; a rule that says no raises workflow.Refused.
"""
