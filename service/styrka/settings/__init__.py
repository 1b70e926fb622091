"""The settings of an instance: what there is (``declared``), and how a run comes to them (``loading``)."""

from styrka.settings.declared import Limit, Settings, get_variable_name
from styrka.settings.loading import CHOICES, load_settings

__all__ = ["CHOICES", "Limit", "Settings", "get_variable_name", "load_settings"]
