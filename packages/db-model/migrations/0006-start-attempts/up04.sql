-- Whose fault a failed start is.
CREATE TYPE start_attempt_fault AS ENUM (
    'user',
    'capacity',
    'system'
);
