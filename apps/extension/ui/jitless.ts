import { z } from 'zod';

/** Extension pages may not make code from text; without this zod tries once, and Chrome reports it as an error. */
z.config({ jitless: true });
