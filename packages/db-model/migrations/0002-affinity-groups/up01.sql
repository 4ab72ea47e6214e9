-- What happens where a group cannot be honoured: fail is a rule, allow is a wish.
CREATE TYPE affinity_policy AS ENUM (
    'fail',
    'allow'
);
