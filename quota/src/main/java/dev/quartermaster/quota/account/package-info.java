/** Accounts and plans: who may use how much, and from when to when. */
@NullMarked
package dev.quartermaster.quota.account;

import org.jspecify.annotations.NullMarked;
