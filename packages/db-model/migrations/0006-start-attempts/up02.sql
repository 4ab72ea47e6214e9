CREATE TYPE start_attempt_outcome AS ENUM (
    'succeeded',
    'failed'
);
