@rem On Windows: the shell has no exec, which the npm scripts begin with.
@%*
