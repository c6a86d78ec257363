/**
 * What was metered and not yet acknowledged, on disk. A report and the readings it advances to are
 * committed in one step, so that a kill at any moment neither loses nor doubles use; a report that
 * may have been sent keeps its sequence and its body for ever.
 */
@NullMarked
package dev.quartermaster.ops.agent.spool;

import org.jspecify.annotations.NullMarked;
