/**
 * What was configured: defaults, then the file, then the environment, checked as a whole before
 * anything starts. {@link ConfigurationReader} is the way in; commands and daemons call it and get
 * immutable values, or all problems at once. Every key stands once, in {@link Keys}, {@link
 * ScheduleKeys} or {@link PagingKeys}; reading, checks, show and reference follow from it.
 */
@NullMarked
package dev.quartermaster.ops.config;

import org.jspecify.annotations.NullMarked;
