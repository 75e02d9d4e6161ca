"""A VBA project written from source text, without Excel: MS-OVBA in an MS-CFB container."""
