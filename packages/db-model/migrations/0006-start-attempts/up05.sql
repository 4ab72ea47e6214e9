-- Whether trying again can help when nobody changes anything.
CREATE TYPE start_attempt_transience AS ENUM (
    'transient',
    'permanent'
);
