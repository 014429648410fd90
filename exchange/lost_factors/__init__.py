"""Second factors that were lost: two administrators take them away together; who administers, with what."""
