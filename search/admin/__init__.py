"""How search stands, in the editor: for the secretariat, and for those who keep the site."""
