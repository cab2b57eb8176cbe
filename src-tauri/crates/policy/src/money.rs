//! Amounts of money: a decimal in a currency, never a binary fraction.

use crate::error::PolicyError;
use iso_currency::Currency;
use rust_decimal::Decimal;
use serde::{Serialize, Serializer};

/// The most digits before the decimal point: a trillion of any currency is a typing mistake, and a century of monthly
/// charges of less still adds up without overflow.
const MOST_DIGITS: usize = 12;

/// An amount in a currency. On the wire `{"amount": "9.00", "currency": "EUR"}`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Money {
    /// Zero or more, with as many decimals as the currency has.
    #[serde(serialize_with = "as_text")]
    #[cfg_attr(feature = "specta", specta(type = String))]
    pub amount: Decimal,
    /// ISO 4217.
    pub currency: String,
}

impl Money {
    /// Reads an amount as people write it in `currency`: digits, with a point before the decimals. The decimals are
    /// filled up to those of the currency: `9` euros are `9.00`.
    ///
    /// # Errors
    /// [`PolicyError::NotACurrency`] for a code that ISO 4217 does not have or that counts no money;
    /// [`PolicyError::NotAnAmount`] for a negative amount, for more decimals than the currency has, for more than twelve
    /// digits before the point, and for anything else that is not a plain decimal.
    pub fn parse(amount: &str, currency: &str) -> Result<Self, PolicyError> {
        let no_currency = || PolicyError::NotACurrency(currency.to_owned());
        // Codes for gold, for testing and for "no currency" have no decimals of their own.
        let (code, decimals) = Currency::from_code(&currency.to_ascii_uppercase())
            .and_then(|known| Some((known.code().to_owned(), known.exponent()?)))
            .ok_or_else(no_currency)?;
        let wrong = || PolicyError::NotAnAmount { given: amount.to_owned(), decimals: u32::from(decimals) };
        let (whole, fraction) = amount.split_once('.').unwrap_or((amount, "0"));
        let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
        let given = amount.split_once('.').map_or(0, |(_, fraction)| fraction.len());
        if !digits(whole) || !digits(fraction) || whole.len() > MOST_DIGITS || given > usize::from(decimals) {
            return Err(wrong());
        }
        let mut value = Decimal::from_str_exact(amount).map_err(|_| wrong())?;
        value.rescale(u32::from(decimals));
        Ok(Self { amount: value, currency: code })
    }

    /// This amount `count` times.
    #[must_use]
    pub fn times(&self, count: u32) -> Self {
        let mut amount = self.amount.saturating_mul(Decimal::from(count));
        amount.rescale(self.amount.scale());
        Self { amount, currency: self.currency.clone() }
    }

    /// Adds an amount of the same currency; one of another is left out, for nothing is converted.
    pub(crate) fn add(&mut self, other: &Self) {
        if self.currency == other.currency {
            self.amount = self.amount.saturating_add(other.amount);
        }
    }
}

/// The sums of `amounts`, one for each currency, in the order in which the currencies come.
pub fn per_currency(amounts: impl IntoIterator<Item = Money>) -> Vec<Money> {
    let mut sums: Vec<Money> = Vec::new();
    for amount in amounts {
        match sums.iter_mut().find(|sum| sum.currency == amount.currency) {
            Some(sum) => sum.add(&amount),
            None => sums.push(amount),
        }
    }
    sums
}

/// As a string: a JSON number may be read as a binary fraction.
fn as_text<S: Serializer>(amount: &Decimal, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(amount)
}

#[cfg(test)]
mod tests {
    use super::Money;

    #[test]
    fn amounts_have_the_decimals_of_their_currency() {
        for (amount, currency, shown) in [
            ("9.00", "EUR", "9.00 EUR"),
            ("9", "EUR", "9.00 EUR"),
            ("0.5", "usd", "0.50 USD"),
            ("0", "NOK", "0.00 NOK"),
            ("1500", "JPY", "1500 JPY"),
            ("1.234", "KWD", "1.234 KWD"),
            ("999999999999.99", "EUR", "999999999999.99 EUR"),
            ("007.10", "EUR", "7.10 EUR"),
        ] {
            let money = Money::parse(amount, currency).expect(amount);
            assert_eq!(format!("{} {}", money.amount, money.currency), shown);
        }
    }

    #[test]
    fn anything_else_is_refused_at_its_field() {
        for amount in [
            "",
            "-1",
            "-0.01",
            "+1",
            "1,00",
            "1.",
            ".5",
            "1.005",
            "1e3",
            "1_000",
            "1 000",
            "NaN",
            "∞",
            "٩",
            "1000000000000",
        ] {
            let error = Money::parse(amount, "EUR").expect_err(amount);
            assert_eq!((error.code(), error.field()), ("not-an-amount", "amount"), "{amount}");
        }
        assert_eq!(Money::parse("1.5", "JPY").expect_err("yen have no decimals").field(), "amount");
        for currency in ["", "E", "EU", "EURO", "ERU", "€", "XXX", "XAU", "978", "EUR "] {
            let error = Money::parse("9.00", currency).expect_err(currency);
            assert_eq!((error.code(), error.field()), ("not-a-currency", "currency"), "{currency}");
        }
    }

    #[test]
    fn sums_are_exact() {
        let tenth = Money::parse("0.10", "EUR").expect("an amount");
        assert_eq!(tenth.times(3).amount.to_string(), "0.30");
        assert_eq!(tenth.times(0).amount.to_string(), "0.00");
        let most = Money::parse("999999999999.99", "EUR").expect("an amount");
        assert_eq!(most.times(1200).amount.to_string(), "1199999999999988.00");
    }
}
