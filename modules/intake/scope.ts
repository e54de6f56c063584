/** What the token of another system must carry to hand reports in, one by one or as a file. */
export const INTAKE_SCOPE = 'intake:write';
