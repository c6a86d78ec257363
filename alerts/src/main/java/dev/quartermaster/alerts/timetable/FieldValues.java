package dev.quartermaster.alerts.timetable;

import com.cronutils.model.field.expression.Always;
import com.cronutils.model.field.expression.And;
import com.cronutils.model.field.expression.Between;
import com.cronutils.model.field.expression.Every;
import com.cronutils.model.field.expression.FieldExpression;
import com.cronutils.model.field.expression.On;
import com.cronutils.model.field.expression.QuestionMark;
import com.cronutils.model.field.value.FieldValue;
import com.cronutils.model.field.value.SpecialChar;
import java.util.BitSet;

/** Turns a parsed field into the set of numbers that it selects. */
final class FieldValues {

  private FieldValues() {}

  static BitSet of(FieldExpression expression, TimeField field) {
    if (expression instanceof And list) {
      BitSet all = new BitSet();
      list.getExpressions().forEach(part -> all.or(of(part, field)));
      return all;
    }
    if (expression instanceof Every every) {
      int step = every.getPeriod().getValue();
      // '5/10' begins at 5 and goes on to the field's end.
      return every.getExpression() instanceof On on
          ? range(on.getTime().getValue(), field.max, step, field)
          : range(every.getExpression(), step, field);
    }
    return range(expression, 1, field);
  }

  private static BitSet range(FieldExpression expression, int step, TimeField field) {
    if (expression instanceof Always || expression instanceof QuestionMark) {
      return range(field.min, field.max, step, field);
    }
    if (expression instanceof Between between) {
      return range(number(between.getFrom()), number(between.getTo()), step, field);
    }
    if (expression instanceof On on && on.getSpecialChar().getValue() == SpecialChar.NONE) {
      return range(on.getTime().getValue(), on.getTime().getValue(), 1, field);
    }
    throw unsupported(expression.asString());
  }

  private static BitSet range(int from, int to, int step, TimeField field) {
    int values = field.max - field.min + 1;
    // A range that ends before it begins goes over the end: 22-2 is 22, 23, 0, 1, 2.
    int end = to < from ? to + values : to;
    BitSet selected = new BitSet();
    for (int value = from; value <= end; value += step) {
      selected.set(value > field.max ? value - values : value);
    }
    return selected;
  }

  private static int number(FieldValue<?> value) {
    if (value.getValue() instanceof Integer number) {
      return number;
    }
    throw unsupported(String.valueOf(value.getValue()));
  }

  private static IllegalArgumentException unsupported(String what) {
    return new IllegalArgumentException("'%s' is not supported there".formatted(what));
  }
}
