-- Whether a failed instance is started again without being asked. No value means best_effort.
CREATE TYPE instance_auto_restart AS ENUM (
    'never',
    'best_effort'
);
