"""Why the service cannot start or go on. Each message says what was expected, what came and what to do.

StartError
├── SettingError      a setting is missing or not understood
├── DataFolderError   the data folder cannot be used
├── DatabaseError     the database cannot be reached or used
├── MigrationError    the schema is not what the migrations made
└── PortError         the port is taken or not allowed
"""


class StartError(Exception):
    """The service cannot start; the message is for the person who started it."""

    code = "cannot_start"


class SettingError(StartError):
    """A setting is missing or not understood."""

    code = "setting"


class DataFolderError(StartError):
    """The data folder cannot be created or written."""

    code = "data_folder"


class DatabaseError(StartError):
    """The database cannot be reached, is too old, or the login may not do what is asked."""

    code = "database"


class MigrationError(StartError):
    """The schema is not what the migrations made."""

    code = "migration"


class PortError(StartError):
    """The address cannot be listened on."""

    code = "port"
