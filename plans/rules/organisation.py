"""Organisations: which are brought in how, and how long their names are."""

from plans.rules.role import Side

BROUGHT_IN = (Side.VENDOR, Side.PARTNER)  # by the operator; a customer comes in with its first account
CREATED = "organisation:create"  # as the audit calls it; no role may do it by itself
MAX_NAME = 300  # characters
