"""People who go over to another organisation, alone or with a merger."""
