/** The golden cases: a folder for each rule, with objects and what becomes of them. */
@NullMarked
package io.waystone.translator.golden;

import org.jspecify.annotations.NullMarked;
