-- Who asked for a start.
CREATE TYPE start_attempt_origin AS ENUM (
    'user',
    'auto_start',
    'auto_restart'
);
