"""Facts from elsewhere: from an endpoint or a document into a data file, validated before it replaces the old one.

Read upward: ``fetching`` (one answer, politely), ``constructs`` (a query taken apart), ``pages`` (all answers to it,
page by page, resumable), ``continuations`` (a document in several parts), ``licences`` (what the source allows),
``harvesting`` (the file: provenance, validation, replacement).
"""

from styrka.change.harvest.fetching import Politeness
from styrka.change.harvest.harvesting import Harvest, harvest_source

__all__ = ["Harvest", "Politeness", "harvest_source"]
