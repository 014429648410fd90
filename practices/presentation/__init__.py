"""What the pages of sheets and talks show, prepared before any template."""
