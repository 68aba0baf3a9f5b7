// Where the pure rooms' imports of what they must not import lead: a file that is no module.
