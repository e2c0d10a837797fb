//! Functions whose arguments are brought to the types that they say, lists included.

use std::hash::{Hash, Hasher};
use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, Decimal128Array};
use arrow::datatypes::{DataType, Decimal128Type, Field, Float64Type, Int64Type};
use datafusion::error::DataFusionError;
use datafusion::logical_expr::{
    ColumnarValue, ScalarFunctionArgs, ScalarUDF, ScalarUDFImpl, Signature, Volatility,
};
use qd_model::Decimal;

/// Digits after the point of every decimal that these functions give.
pub(super) const DIGITS: u8 = 12;

/// What an argument must be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// A whole number.
    Whole,
    /// A decimal or a whole number; floats are refused, because digits would be lost unsaid.
    Exact,
    /// A list of decimals or whole numbers.
    Exacts,
    /// Any number, for statistics.
    Float,
    /// A list of any numbers, for statistics.
    Floats,
    /// A text.
    Text,
    /// A list of texts.
    Texts,
}

/// The type of the decimals that these functions give.
pub(super) const fn exact() -> DataType {
    DataType::Decimal128(38, DIGITS as i8)
}

/// The type of a list.
pub(super) fn list_of(item: DataType) -> DataType {
    DataType::List(Arc::new(Field::new_list_field(item, true)))
}

fn is_text(given: &DataType) -> bool {
    match given {
        DataType::Dictionary(_, of) => is_text(of),
        other => matches!(other, DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View),
    }
}

impl Kind {
    /// The type that an argument is cast to; `None` if it cannot be that.
    fn accept(self, given: &DataType) -> Option<DataType> {
        let is_null = *given == DataType::Null;
        let decimal = match given {
            DataType::Decimal128(_, scale) if *scale >= 0 => Some(given.clone()),
            other if other.is_integer() => Some(DataType::Decimal128(38, 0)),
            DataType::Null => Some(exact()),
            _ => None,
        };
        let item = match given {
            DataType::List(field)
            | DataType::LargeList(field)
            | DataType::FixedSizeList(field, _) => Some(field.data_type()),
            DataType::Null => Some(given),
            _ => None,
        };
        match self {
            Self::Whole => (given.is_integer() || is_null).then_some(DataType::Int64),
            Self::Float => (given.is_numeric() || is_null).then_some(DataType::Float64),
            Self::Exact => decimal,
            Self::Exacts => Self::Exact.accept(item?).map(list_of),
            Self::Floats => Self::Float.accept(item?).map(list_of),
            Self::Text => (is_text(given) || is_null).then_some(DataType::Utf8),
            Self::Texts => Self::Text.accept(item?).map(list_of),
        }
    }

    const fn name(self) -> &'static str {
        match self {
            Self::Whole => "a whole number",
            Self::Exact => "a decimal (cast floats to DECIMAL(28, 12))",
            Self::Exacts => "a list of decimals",
            Self::Float => "a number",
            Self::Floats => "a list of numbers",
            Self::Text => "a text",
            Self::Texts => "a list of texts",
        }
    }
}

/// How a function makes its column out of its arguments' columns.
pub(super) type Formula = fn(&[ArrayRef]) -> Result<ArrayRef, DataFusionError>;

/// A function by name; names are unique, and stand for the whole in comparisons.
#[derive(Debug)]
struct Typed {
    name: &'static str,
    kinds: &'static [Kind],
    gives: DataType,
    formula: Formula,
    signature: Signature,
}

/// Makes a function.
pub(super) fn typed(
    name: &'static str,
    kinds: &'static [Kind],
    gives: DataType,
    formula: Formula,
) -> ScalarUDF {
    let signature = Signature::user_defined(Volatility::Immutable);
    ScalarUDF::from(Typed { name, kinds, gives, formula, signature })
}

impl PartialEq for Typed {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

impl Eq for Typed {}

impl Hash for Typed {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.name.hash(state);
    }
}

impl ScalarUDFImpl for Typed {
    fn name(&self) -> &str {
        self.name
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn coerce_types(&self, types: &[DataType]) -> Result<Vec<DataType>, DataFusionError> {
        let accepted = self.kinds.iter().zip(types).map(|(kind, given)| kind.accept(given));
        match accepted.collect::<Option<Vec<_>>>() {
            Some(accepted) if types.len() == self.kinds.len() => Ok(accepted),
            _ => {
                let kinds = self.kinds.iter().map(|kind| kind.name()).collect::<Vec<_>>();
                let message = format!("{} takes {}", self.name, kinds.join(", "));
                Err(DataFusionError::Plan(message))
            }
        }
    }

    fn return_type(&self, _types: &[DataType]) -> Result<DataType, DataFusionError> {
        Ok(self.gives.clone())
    }

    fn invoke_with_args(
        &self,
        arguments: ScalarFunctionArgs,
    ) -> Result<ColumnarValue, DataFusionError> {
        let arguments = ColumnarValue::values_to_arrays(&arguments.args)?;
        (self.formula)(&arguments).map(ColumnarValue::Array)
    }
}

/// The decimal of a row.
pub(super) fn decimal_at(column: &ArrayRef, row: usize) -> Option<Decimal> {
    let column = column.as_primitive::<Decimal128Type>();
    let scale = u8::try_from(column.scale()).ok()?;
    column.is_valid(row).then(|| Decimal::new(column.value(row), scale))
}

/// The whole number of a row.
pub(super) fn whole_at(column: &ArrayRef, row: usize) -> Option<i64> {
    let column = column.as_primitive::<Int64Type>();
    column.is_valid(row).then(|| column.value(row))
}

/// The float of a row.
pub(super) fn float_at(column: &ArrayRef, row: usize) -> Option<f64> {
    let column = column.as_primitive::<Float64Type>();
    column.is_valid(row).then(|| column.value(row))
}

/// The list of a row; null if the list or any of its items is null, which a statistic cannot skip.
pub(super) fn floats_at(column: &ArrayRef, row: usize) -> Option<Vec<f64>> {
    let column = column.as_list::<i32>();
    let items = column.is_valid(row).then(|| column.value(row))?;
    items.as_primitive::<Float64Type>().iter().collect()
}

/// The text of a row.
pub(super) fn text_at(column: &ArrayRef, row: usize) -> Option<String> {
    let column = column.as_string::<i32>();
    column.is_valid(row).then(|| column.value(row).to_owned())
}

/// The texts of a row's list; null as above.
pub(super) fn texts_at(column: &ArrayRef, row: usize) -> Option<Vec<String>> {
    let column = column.as_list::<i32>();
    let items = column.is_valid(row).then(|| column.value(row))?;
    (0..items.len()).map(|item| text_at(&items, item)).collect()
}

/// The decimals of a row's list; null as above.
pub(super) fn decimals_at(column: &ArrayRef, row: usize) -> Option<Vec<Decimal>> {
    let column = column.as_list::<i32>();
    let items = column.is_valid(row).then(|| column.value(row))?;
    (0..items.len()).map(|item| decimal_at(&items, item)).collect()
}

/// A column of decimals; what does not fit is null.
pub(super) fn decimal_column(
    values: impl Iterator<Item = Option<Decimal>>,
) -> Result<ArrayRef, DataFusionError> {
    let mantissas = values.map(|value| value?.mantissa_at(DIGITS).ok());
    let column = mantissas.collect::<Decimal128Array>();
    Ok(Arc::new(column.with_precision_and_scale(38, DIGITS as i8)?))
}
