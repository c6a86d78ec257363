/**
 * LISTEN and NOTIFY: a hint that something changed. Never the only way to learn of it: hints get
 * lost.
 */
@NullMarked
package dev.quartermaster.db.notice;

import org.jspecify.annotations.NullMarked;
