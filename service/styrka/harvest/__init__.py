"""Facts from elsewhere: from an endpoint or a document into a data file, validated before it replaces the old one.

Read upward: ``fetching`` (one answer, politely), ``pages`` (all answers to a query, page by page, resumable),
``taking`` (the file: provenance, validation, replacement).
"""

from styrka.harvest.fetching import Manners
from styrka.harvest.taking import Harvest, harvest

__all__ = ["Harvest", "Manners", "harvest"]
