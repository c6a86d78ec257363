package dev.quartermaster.ops.paging;

import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Something made from the value that is in force, made again only when that is another. */
final class Reused<T> implements Supplier<T> {

  private final Supplier<T> made;

  <C> Reused(Supplier<C> inForce, Function<C, T> make) {
    this.made =
        new Supplier<>() {
          private @Nullable C of;
          private @Nullable T last;

          @Override
          public synchronized T get() {
            C now = inForce.get();
            T current = last;
            if (current == null || !now.equals(of)) {
              current = make.apply(now);
              last = current;
              of = now;
            }
            return current;
          }
        };
  }

  @Override
  public T get() {
    return made.get();
  }
}
