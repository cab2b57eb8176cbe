//! A hand on the real window: opening it, finding things in it by their test id, pressing, writing, reading.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use fantoccini::elements::Element;
use fantoccini::error::{CmdError, ErrorStatus};
use fantoccini::{Client, ClientBuilder, Locator};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Map, Value, json};
use tokio::time::{Instant, sleep, timeout};

use crate::desk::Desk;
use crate::{Outcome, program};

/// How long anything in the window may take to come about. Far above what is usual, for a busy machine.
pub(crate) const PATIENCE: Duration = Duration::from_secs(20);

/// How long to wait before asking again.
const PAUSE: Duration = Duration::from_millis(25);

/// The application's window.
pub struct Window {
    client: Client,
    size: (u32, u32),
}

impl Window {
    /// Starts the application on the desk.
    pub async fn open(desk: &Desk) -> Outcome<Self> {
        let application = application()?;
        let mut capabilities = Map::new();
        capabilities.insert("tauri:options".to_owned(), json!({ "application": application }));
        let mut builder = ClientBuilder::new(HttpConnector::new());
        let address = desk.driver_address();
        // The driver waits for ever for an application that ends at once.
        let client = timeout(PATIENCE, builder.capabilities(capabilities).connect(&address))
            .await
            .map_err(|_| format!("the window did not open; {}", desk.errors()))??;
        Ok(Self { client, size: desk.place().size })
    }

    /// Waits until the first screen is there, as large as the desk.
    pub async fn ready(&self) -> Outcome {
        self.find("nav-today").await?;
        let (width, height) = self.size;
        self.resize(width, height).await
    }

    /// Ends the application and starts it again on the same desk.
    pub async fn restart(&mut self, desk: &Desk) -> Outcome {
        self.restart_after(desk, || Ok(())).await?;
        self.ready().await
    }

    /// Ends the application, does something, and starts it again on the same desk.
    pub async fn restart_after(&mut self, desk: &Desk, between: impl FnOnce() -> Outcome) -> Outcome {
        if !desk.application_runs() {
            return Err("the application does not hold its name on the bus".into());
        }
        self.client.clone().close().await?;
        // The driver answers before the application has ended, and a second one would only call the first to the front.
        self.until_true("the application to end", async |_| Ok(!desk.application_runs())).await?;
        between()?;
        *self = Self::open(desk).await?;
        Ok(())
    }

    /// Gives the window a size in pixels, and waits until the page has taken it.
    pub async fn resize(&self, width: u32, height: u32) -> Outcome {
        self.client.set_window_rect(0, 0, width, height).await?;
        self.until(&format!("{width}x{height} pixels"), async || {
            let size = self.client.execute("return [innerWidth, innerHeight]", Vec::new()).await?;
            Ok((size == json!([width, height])).then_some(()))
        })
        .await?;
        self.settled().await
    }

    /// Waits until an element with this test id can be seen.
    pub async fn find(&self, id: &str) -> Outcome<Element> {
        self.find_css(&by_id(id)).await
    }

    /// Waits until an element that the selector describes can be seen.
    pub async fn find_css(&self, selector: &str) -> Outcome<Element> {
        self.until(&format!("{selector} to be seen"), async || {
            for element in self.client.find_all(Locator::Css(selector)).await? {
                if element.is_displayed().await? {
                    return Ok(Some(element));
                }
            }
            Ok(None)
        })
        .await
    }

    /// Waits until no element with this test id can be seen.
    pub async fn gone(&self, id: &str) -> Outcome {
        self.until(&format!("{id} to be gone"), async || {
            for element in self.client.find_all(Locator::Css(&by_id(id))).await? {
                if element.is_displayed().await? {
                    return Ok(None);
                }
            }
            Ok(Some(()))
        })
        .await
    }

    /// How many elements with this test id there are now.
    pub async fn count(&self, id: &str) -> Outcome<usize> {
        Ok(self.client.find_all(Locator::Css(&by_id(id))).await?.len())
    }

    /// Clicks on the element with this test id as soon as it can be clicked.
    pub async fn press(&self, id: &str) -> Outcome {
        self.press_css(&by_id(id)).await
    }

    /// Goes to a screen by the navigation, and waits until the page has changed and let go of the keyboard.
    pub async fn go(&self, screen: &str) -> Outcome {
        let nav = format!("nav-{screen}");
        self.press(&nav).await?;
        self.has(&nav, "aria-current", "page").await?;
        self.settled().await
    }

    /// Loads the page anew, as after a start.
    pub async fn reload(&self) -> Outcome {
        self.client.refresh().await?;
        self.ready().await
    }

    /// Clicks on the element that the selector describes as soon as it can be clicked: it is enabled, lies still and nothing covers it.
    /// The driver itself aims once and then clicks, wherever the element may be by then.
    pub async fn press_css(&self, selector: &str) -> Outcome {
        let script = "const [selector, done] = arguments;
            const element = document.querySelector(selector);
            if (!element || element.matches(':disabled')) return done(false);
            element.scrollIntoView({ block: 'nearest' });
            const place = () => Object.values(element.getBoundingClientRect().toJSON());
            const before = place();
            requestAnimationFrame(() => requestAnimationFrame(() => {
                const [x, y, width, height] = place();
                const still = before.every((value, index) => value === place()[index]);
                done(still && element.contains(document.elementFromPoint(x + width / 2, y + height / 2)));
            }));";
        self.until(&format!("{selector} to be pressed"), async || {
            if self.client.execute_async(script, vec![json!(selector)]).await? != json!(true) {
                return Ok(None);
            }
            self.client.find(Locator::Css(selector)).await?.click().await.map(Some)
        })
        .await
    }

    /// Replaces what the field with this test id holds, key by key, and waits until all of it has arrived.
    pub async fn write(&self, id: &str, text: &str) -> Outcome {
        let field = self.find(id).await?;
        field.clear().await?;
        field.send_keys(text).await?;
        // The driver answers before the page has seen the last keys; they would go to whatever has the keyboard by then.
        self.until(&format!("{id} to hold {text:?}"), async || {
            Ok((field.prop("value").await?.as_deref() == Some(text)).then_some(()))
        })
        .await
    }

    /// Replaces what the field holds in one go, as pasting does; for long texts, and for date fields, whose keys depend on the locale.
    pub async fn paste(&self, id: &str, text: &str) -> Outcome {
        self.find(id).await?;
        let script = "const field = document.querySelector(arguments[0]);
            const kind = field instanceof HTMLTextAreaElement ? HTMLTextAreaElement : HTMLInputElement;
            field.focus();
            Object.getOwnPropertyDescriptor(kind.prototype, 'value').set.call(field, arguments[1]);
            field.dispatchEvent(new Event('input', { bubbles: true }));
            field.dispatchEvent(new Event('change', { bubbles: true }));";
        self.script(script, vec![json!(by_id(id)), json!(text)]).await?;
        Ok(())
    }

    /// The text that can be read in the element with this test id.
    pub async fn text(&self, id: &str) -> Outcome<String> {
        self.find(id).await?;
        Ok(self.texts(id).await?.into_iter().next().unwrap_or_default())
    }

    /// The texts of all elements with this test id, as the page lays them out.
    pub async fn texts(&self, id: &str) -> Outcome<Vec<String>> {
        Ok(self.read_texts(id).await?)
    }

    /// Waits until an element with this test id shows all of these pieces of text.
    pub async fn shows(&self, id: &str, pieces: &[&str]) -> Outcome {
        let mut last = Vec::new();
        let shown = self
            .until(&format!("{id} to show {pieces:?}"), async || {
                last = self.read_texts(id).await?;
                Ok(last.iter().any(|text| pieces.iter().all(|piece| text.contains(piece))).then_some(()))
            })
            .await;
        shown.map_err(|_| format!("{id} shows {last:?}, not all of {pieces:?}").into())
    }

    /// Waits until an attribute of the element with this test id has this value. Instants may carry a fraction of zero.
    pub async fn has(&self, id: &str, attribute: &str, value: &str) -> Outcome {
        let mut last = None;
        let same = self
            .until(&format!("{attribute} of {id} to be {value:?}"), async || {
                last = self.client.find(Locator::Css(&by_id(id))).await?.attr(attribute).await?;
                Ok(last.as_ref().is_some_and(|last| last == value || last.replace(".000Z", "Z") == value).then_some(()))
            })
            .await;
        same.map_err(|_| format!("{attribute} of {id} is {last:?}, not {value:?}").into())
    }

    /// Waits until all fonts are loaded and no transition or animation runs, so that two pictures of one thing are the same.
    pub async fn settled(&self) -> Outcome {
        // What stands in a closed part of the page begins to move and never ends: it is not drawn.
        let script = "const done = arguments[0];
            const moving = () => document.getAnimations().filter((each) => each.effect?.getTiming().iterations !== Infinity);
            document.fonts.ready
                .then(() => Promise.race([
                    Promise.all(moving().map((each) => each.finished.catch(() => null))),
                    new Promise((passed) => setTimeout(passed, 1000)),
                ]))
                .then(() => requestAnimationFrame(() => requestAnimationFrame(() => done(true))));";
        self.client.execute_async(script, Vec::new()).await?;
        Ok(())
    }

    /// The test id of the element that has the keyboard, or the empty string.
    pub async fn focus(&self) -> Outcome<String> {
        let script = "return document.activeElement?.closest('[data-testid]')?.dataset.testid ?? '';";
        Ok(self.script(script, Vec::new()).await?.as_str().unwrap_or_default().to_owned())
    }

    /// Sends keys to whatever has the keyboard; special keys as in [`fantoccini::key::Key`].
    pub async fn keys(&self, keys: &str) -> Outcome {
        Ok(self.client.active_element().await?.send_keys(keys).await?)
    }

    /// Runs a function body in the page.
    pub async fn script(&self, body: &str, arguments: Vec<Value>) -> Outcome<Value> {
        Ok(self.client.execute(body, arguments).await?)
    }

    /// Calls a command of the shell the way the page does: what it answers, or the error it rejects with.
    pub async fn invoke(&self, command: &str, arguments: Value) -> Outcome<Result<Value, Value>> {
        let script = "const [command, values, done] = arguments;
            window.__TAURI_INTERNALS__.invoke(command, values).then((value) => done({ value }), (error) => done({ error }));";
        let mut answer = self.client.execute_async(script, vec![json!(command), arguments]).await?;
        Ok(match answer.get_mut("error") {
            Some(error) => Err(error.take()),
            None => Ok(answer.get_mut("value").map(Value::take).unwrap_or_default()),
        })
    }

    /// Writes what the window shows to a PNG file.
    pub async fn screenshot(&self, file: &Path) -> Outcome {
        if let Some(folder) = file.parent() {
            fs::create_dir_all(folder)?;
        }
        Ok(fs::write(file, self.client.screenshot().await?)?)
    }

    /// The driver's client, for what has no word here.
    pub fn client(&self) -> &Client {
        &self.client
    }

    /// Asks again and again until there is an answer. What the page replaces at that moment is asked for anew; any other error ends the waiting.
    pub async fn until<T>(&self, what: &str, mut ask: impl AsyncFnMut() -> Result<Option<T>, CmdError>) -> Outcome<T> {
        let start = Instant::now();
        loop {
            match ask().await {
                Ok(Some(answer)) => return Ok(answer),
                Ok(None) => {}
                Err(error) if passes(&error) => {}
                Err(error) => return Err(error.into()),
            }
            if start.elapsed() > PATIENCE {
                return Err(format!("waited {} s in vain for {what}", PATIENCE.as_secs()).into());
            }
            sleep(PAUSE).await;
        }
    }

    /// Asks again and again until the answer is yes.
    pub async fn until_true(&self, what: &str, mut ask: impl AsyncFnMut(&Self) -> Outcome<bool>) -> Outcome {
        let start = Instant::now();
        while !ask(self).await? {
            if start.elapsed() > PATIENCE {
                return Err(format!("waited {} s in vain for {what}", PATIENCE.as_secs()).into());
            }
            sleep(PAUSE).await;
        }
        Ok(())
    }

    async fn read_texts(&self, id: &str) -> Result<Vec<String>, CmdError> {
        let script = "return [...document.querySelectorAll(arguments[0])].map((element) => element.innerText.trim());";
        let texts = self.client.execute(script, vec![json!(by_id(id))]).await?;
        Ok(texts.as_array().into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect())
    }

    pub(crate) async fn close(self) -> Outcome {
        Ok(self.client.close().await?)
    }
}

fn application() -> Outcome<PathBuf> {
    program("SUPPORT_ATLAS_BIN", "debug/support-atlas")
}

/// The selector for a test id.
pub fn by_id(id: &str) -> String {
    format!("[data-testid=\"{id}\"]")
}

/// Errors that only say: not yet.
fn passes(error: &CmdError) -> bool {
    matches!(
        error,
        CmdError::Standard(error) if matches!(
            error.error,
            ErrorStatus::NoSuchElement | ErrorStatus::NoSuchFrame | ErrorStatus::StaleElementReference | ErrorStatus::ElementClickIntercepted | ErrorStatus::ElementNotInteractable
        )
    )
}
