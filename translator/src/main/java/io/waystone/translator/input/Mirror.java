package io.waystone.translator.input;

/**
 * RequestMirror: a share of the requests goes to another backend as well, whose answers nobody
 * sees.
 *
 * @param numerator from 0 to {@code denominator}
 * @param denominator above 0; 100 where a percentage or nothing is written
 */
public record Mirror(BackendRef backend, int numerator, int denominator) {}
