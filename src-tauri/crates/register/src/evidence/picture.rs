//! The response clock as a picture that stands still: open hours, counted time, pauses, and when the request was filed,
//! due and answered. What is told by a colour is told by a pattern or a word too, so that it can be printed in black.

use chrono::{DateTime, Utc};
use std::fmt::Write as _;
use std::io::{self, Write};
use support_policy::explain::{Day, DayKind, ResponseClock};

use super::Evidence;
use super::page::escaped;
use super::words::Words;

/// All lengths are in the units of the picture, which the page scales to its own width.
const WIDTH: f64 = 760.0;
const BAND: f64 = 24.0;
const BAND_HEIGHT: f64 = 40.0;
const TICKS: f64 = 77.0;
const FIRST_MARK: f64 = 97.0;
const ROW: f64 = 17.0;
/// About how wide a letter is at the size of the marks.
const LETTER: f64 = 6.6;
/// From how many days on those on which nothing happened are drawn as one.
const MANY_DAYS: usize = 6;
/// How wide such a run is, in open hours.
const RUN: f64 = 7.0;

const HATCHED: &str = "#e6e6e6";
const INK: &str = "#1b1b1b";
const COUNTED: &str = "#0f548c";

/// A stretch of the picture that is to scale in itself.
struct Piece<'a> {
    from: DateTime<Utc>,
    to: DateTime<Utc>,
    /// Its width in open hours; closed time is compressed.
    weight: f64,
    first: &'a Day,
    last: &'a Day,
    /// Several days drawn as one.
    run: bool,
}

pub(super) fn write(
    out: &mut dyn Write,
    words: &Words<'_>,
    evidence: &Evidence,
    clock: &ResponseClock,
) -> io::Result<()> {
    let picture = Picture { words, evidence, clock, pieces: pieces(clock) };
    out.write_all(picture.drawn().as_bytes())
}

struct Picture<'a> {
    words: &'a Words<'a>,
    evidence: &'a Evidence,
    clock: &'a ResponseClock,
    pieces: Vec<Piece<'a>>,
}

/// A line across the band and what it stands for.
#[derive(Clone)]
struct Mark {
    x: f64,
    label: String,
    line: &'static str,
    dot: bool,
}

impl Picture<'_> {
    fn drawn(&self) -> String {
        let (words, id) = (self.words, self.evidence.request.id);
        let marks = self.marks();
        let mut rows = 0.0;
        let mut below = String::new();
        for mark in &marks {
            below += &mark_drawn(mark, FIRST_MARK + rows * ROW);
            rows += 1.0;
        }
        let legend = FIRST_MARK + rows * ROW + 8.0;
        let height = legend + 12.0;
        let mut svg = format!(
            "<svg class=\"clock\" viewBox=\"0 0 {WIDTH} {height}\" role=\"img\" aria-labelledby=\"t-{id} d-{id}\" \
             font-family=\"'Segoe UI',system-ui,sans-serif\" font-size=\"12\" fill=\"{INK}\">\
             <title id=\"t-{id}\">{}</title><desc id=\"d-{id}\">{}</desc>\
             <defs><pattern id=\"h-{id}\" width=\"6\" height=\"6\" patternUnits=\"userSpaceOnUse\" patternTransform=\"rotate(45)\">\
             <rect width=\"6\" height=\"6\" fill=\"{HATCHED}\"/><line y2=\"6\" stroke=\"#8a8a8a\" stroke-width=\"1.4\"/></pattern>\
             <pattern id=\"p-{id}\" width=\"6\" height=\"6\" patternUnits=\"userSpaceOnUse\">\
             <rect width=\"6\" height=\"6\" fill=\"#fff\"/><circle cx=\"3\" cy=\"3\" r=\"1.3\" fill=\"{INK}\"/></pattern></defs>",
            words.say("The response clock", "Svarklokken"),
            escaped(&self.described()),
        );
        let band = |svg: &mut String, from: f64, to: f64, fill: &str| {
            let _ = write!(
                svg,
                "<rect x=\"{from:.1}\" y=\"{BAND}\" width=\"{:.1}\" height=\"{BAND_HEIGHT}\" fill=\"{fill}\" stroke=\"{INK}\" stroke-width=\".5\"/>",
                (to - from).max(2.0)
            );
        };
        band(&mut svg, 0.0, WIDTH, &format!("url(#h-{id})"));
        for open in &self.clock.open {
            band(&mut svg, self.x(open.from), self.x(open.to), "#fff");
        }
        for counted in &self.clock.counted {
            band(&mut svg, self.x(counted.from), self.x(counted.to), COUNTED);
        }
        for pause in &self.clock.paused {
            band(&mut svg, self.x(pause.from), self.x(pause.to), &format!("url(#p-{id})"));
        }
        svg += &self.days();
        for counted in &self.clock.counted {
            let (from, to, text) = (self.x(counted.from), self.x(counted.to), words.spoken(&counted.duration));
            if to - from > width_of(&text) + 6.0 {
                let _ = write!(
                    svg,
                    "<text x=\"{:.1}\" y=\"{}\" text-anchor=\"middle\" fill=\"#fff\">{}</text>",
                    f64::midpoint(from, to),
                    BAND + 25.0,
                    escaped(&text)
                );
            }
        }
        svg += &self.ticks();
        svg += &below;
        svg += &self.legend(legend);
        svg + "</svg>\n"
    }

    /// Where an instant lies.
    fn x(&self, at: DateTime<Utc>) -> f64 {
        let total: f64 = self.pieces.iter().map(|piece| piece.weight).sum();
        let mut reached = 0.0;
        for piece in &self.pieces {
            if at < piece.to {
                let part = seconds(piece.from, at.max(piece.from)) / seconds(piece.from, piece.to);
                return (reached + part * piece.weight) / total * WIDTH;
            }
            reached += piece.weight;
        }
        WIDTH
    }

    /// The names of the days over the band, and lines between them.
    fn days(&self) -> String {
        let mut svg = String::new();
        let mut free = 0.0;
        let mut last = None;
        for piece in &self.pieces {
            if last.replace(piece.last.date) == Some(piece.last.date) {
                continue;
            }
            let x = self.x(piece.from);
            if x > 0.0 {
                let _ = write!(
                    svg,
                    "<line x1=\"{x:.1}\" x2=\"{x:.1}\" y1=\"{BAND}\" y2=\"{}\" stroke=\"{INK}\" stroke-dasharray=\"2 3\"/>",
                    BAND + BAND_HEIGHT
                );
            }
            let mut name = self.words.day(piece.first.date);
            if piece.run {
                name = format!("{name} – {}", self.words.day(piece.last.date));
            }
            match (&piece.first.holiday, piece.first.kind) {
                (Some(holiday), DayKind::Holiday) if !piece.run => {
                    name = format!("{name} ({})", holiday.in_language(self.words.language));
                }
                _ => {}
            }
            if x >= free && x + width_of(&name) <= WIDTH {
                let _ = write!(svg, "<text x=\"{x:.1}\" y=\"16\" font-weight=\"600\">{}</text>", escaped(&name));
                free = x + width_of(&name) + 10.0;
            }
        }
        svg
    }

    /// When support opens and closes, where there is room.
    fn ticks(&self) -> String {
        let mut svg = String::new();
        let mut free = 0.0;
        let whole = self.clock.open.len() == 1 && self.pieces.iter().all(|piece| piece.weight > 23.0);
        let in_run = |at| self.pieces.iter().any(|piece| piece.run && piece.from <= at && at < piece.to);
        for open in self.clock.open.iter().filter(|open| !whole && !in_run(open.from)) {
            for at in [open.from, open.to] {
                let x = self.x(at).clamp(15.0, WIDTH - 15.0);
                if x - 15.0 >= free {
                    let time = at.with_timezone(&self.evidence.vendor).format("%H:%M");
                    let _ = write!(
                        svg,
                        "<text x=\"{x:.1}\" y=\"{TICKS}\" font-size=\"10\" text-anchor=\"middle\">{time}</text>"
                    );
                    free = x + 17.0;
                }
            }
        }
        svg
    }

    /// Filed, due and answered, from the band downwards, so that as few lines as can be cross a label.
    fn marks(&self) -> Vec<Mark> {
        let words = self.words;
        let at = |at| words.moment(at, self.evidence.vendor);
        let filed = self.evidence.request.filed_at;
        let due = self.clock.due_at;
        let filed_label = format!("{} {}", words.say("filed", "sendt"), at(filed));
        let due_label = format!("{} {}", words.say("due", "frist"), at(due));
        let mut marks = vec![
            Mark { x: self.x(filed), label: filed_label, line: "stroke=\"#1b1b1b\" stroke-width=\"2\"", dot: false },
            Mark {
                x: self.x(due),
                label: due_label,
                line: "stroke=\"#a4262c\" stroke-width=\"2.5\" stroke-dasharray=\"5 3\"",
                dot: false,
            },
        ];
        if let Some(answered) = self.clock.answered_at {
            let beyond = if answered >= self.clock.to { " →" } else { "" };
            marks.push(Mark {
                x: self.x(answered),
                label: format!("{} {}{beyond}", words.say("first response", "første svar"), at(answered)),
                line: "stroke=\"#0b6a0b\" stroke-width=\"2\"",
                dot: true,
            });
        }
        orders(marks).into_iter().min_by_key(|order| crossings(order)).unwrap_or_default()
    }

    fn legend(&self, y: f64) -> String {
        let (words, id) = (self.words, self.evidence.request.id);
        let mut entries = vec![
            (COUNTED.to_owned(), words.say("counted", "telt")),
            ("#fff".to_owned(), words.say("open", "åpent")),
            (format!("url(#h-{id})"), words.say("closed", "stengt")),
        ];
        if !self.clock.paused.is_empty() {
            let paused = words.say("paused: Microsoft waits for us", "pause: Microsoft venter på oss");
            entries.push((format!("url(#p-{id})"), paused));
        }
        let mut svg = String::new();
        let mut x = 0.5;
        for (fill, label) in entries {
            let _ = write!(
                svg,
                "<rect x=\"{x:.1}\" y=\"{:.1}\" width=\"18\" height=\"11\" fill=\"{fill}\" stroke=\"{INK}\" stroke-width=\".5\"/>\
                 <text x=\"{:.1}\" y=\"{:.1}\">{}</text>",
                y - 10.0,
                x + 23.0,
                y,
                escaped(label)
            );
            x += 23.0 + width_of(label) + 18.0;
        }
        svg
    }

    /// The picture in sentences, for those who do not see it.
    fn described(&self) -> String {
        let at = |at| self.words.moment(at, self.evidence.vendor);
        let mut said: Vec<String> = Vec::new();
        for step in &self.evidence.steps {
            let until = step.to.map(|to| format!(" – {}", at(to))).unwrap_or_default();
            said.push(format!("{}{until}: {}.", at(step.from), self.words.step(step)));
        }
        if let Some(answered) = self.clock.answered_at {
            said.push(format!("{}: {}.", at(answered), self.words.say("First response", "Første svar")));
        }
        said.join(" ")
    }
}

/// The marks in every order: there are two or three.
fn orders(marks: Vec<Mark>) -> Vec<Vec<Mark>> {
    if marks.len() < 2 {
        return vec![marks];
    }
    let mut orders = Vec::new();
    for first in 0..marks.len() {
        let mut rest = marks.clone();
        let first = rest.remove(first);
        orders.extend(self::orders(rest).into_iter().map(|rest| [vec![first.clone()], rest].concat()));
    }
    orders
}

/// How many labels the lines of lower marks run through.
fn crossings(order: &[Mark]) -> usize {
    let crossed = |(row, mark): (usize, &Mark)| {
        let (from, to) = mark.label_span();
        order.iter().skip(row + 1).filter(|lower| from < lower.x && lower.x < to).count()
    };
    order.iter().enumerate().map(crossed).sum()
}

impl Mark {
    /// Whether the label has room to the right of the line.
    fn fits(&self) -> bool {
        self.x + 6.0 + width_of(&self.label) <= WIDTH
    }

    fn label_span(&self) -> (f64, f64) {
        let width = width_of(&self.label);
        if self.fits() { (self.x + 2.0, self.x + 6.0 + width) } else { (self.x - 6.0 - width, self.x - 2.0) }
    }
}

fn mark_drawn(mark: &Mark, y: f64) -> String {
    let Mark { x, label, line, dot } = mark;
    let mut svg =
        format!("<line x1=\"{x:.1}\" x2=\"{x:.1}\" y1=\"{}\" y2=\"{y:.1}\" {line}/>", if *dot { 20.0 } else { BAND - 3.0 });
    if *dot {
        let _ = write!(svg, "<circle cx=\"{:.1}\" cy=\"20\" r=\"4\" fill=\"#0b6a0b\"/>", x.clamp(4.0, WIDTH - 4.0));
    }
    let (place, anchor) = if mark.fits() { (x + 6.0, "start") } else { (x - 6.0, "end") };
    let _ = write!(
        svg,
        "<text x=\"{place:.1}\" y=\"{y:.1}\" text-anchor=\"{anchor}\" font-weight=\"600\" stroke=\"#fff\" \
         stroke-width=\"3\" paint-order=\"stroke\">{}</text>",
        escaped(label)
    );
    svg
}

/// Cuts the days into stretches: open time to scale, closed time compressed, long stretches without anything as one.
fn pieces(clock: &ResponseClock) -> Vec<Piece<'_>> {
    let mut pieces: Vec<Piece<'_>> = Vec::new();
    let many = clock.days.len() > MANY_DAYS;
    for day in &clock.days {
        if many && !happens(clock, day) {
            match pieces.last_mut() {
                Some(last) if last.run => (last.to, last.last) = (day.to, day),
                _ => pieces.push(Piece { from: day.from, to: day.to, weight: RUN, first: day, last: day, run: true }),
            }
            continue;
        }
        let mut reached = day.from;
        let mut piece = |from, to, open| {
            let hours = seconds(from, to) / 3600.0;
            let weight = if open { hours } else { 1.6 + 0.25 * hours };
            pieces.push(Piece { from, to, weight, first: day, last: day, run: false });
        };
        for open in clock.open.iter().filter(|open| open.from < day.to && open.to > day.from) {
            let (from, to) = (open.from.max(day.from), open.to.min(day.to));
            if from > reached {
                piece(reached, from, false);
            }
            piece(from, to, true);
            reached = to;
        }
        if reached < day.to {
            piece(reached, day.to, false);
        }
    }
    for piece in &mut pieces {
        piece.run &= piece.first.date != piece.last.date;
    }
    pieces
}

/// Whether anything is to be seen on a day beside when support is open.
fn happens(clock: &ResponseClock, day: &Day) -> bool {
    let within = |at: DateTime<Utc>| day.from <= at && at < day.to;
    let ends = clock.paused.iter().flat_map(|pause| [pause.from, pause.to]);
    let moments = [clock.filed_at, clock.due_at].into_iter().chain(clock.answered_at).chain(ends);
    moments.into_iter().any(within) || clock.counted.iter().any(|span| span.from < day.to && span.to > day.from)
}

#[allow(clippy::cast_precision_loss, reason = "a picture of days needs no more than 52 bits of seconds")]
fn seconds(from: DateTime<Utc>, to: DateTime<Utc>) -> f64 {
    (to - from).num_seconds() as f64
}

#[allow(clippy::cast_precision_loss, reason = "the length of a label")]
fn width_of(text: &str) -> f64 {
    text.chars().count() as f64 * LETTER
}
