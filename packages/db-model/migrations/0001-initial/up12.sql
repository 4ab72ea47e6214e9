-- Each side of a migration has a state and a generation of its own.
CREATE TYPE migration_state AS ENUM (
    'pending',
    'in_progress',
    'failed',
    'completed'
);
