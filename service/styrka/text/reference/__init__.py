"""Words of what surrounds a priority: licences, and the figures and registers that others keep."""
