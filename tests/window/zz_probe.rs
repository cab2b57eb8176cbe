use workspace_tests::{Outcome, desk::{Desk, Place}, window::Window};
#[test]
fn zz() -> Outcome {
    let rt = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let desk = Desk::set_up(Place::default())?;
    rt.block_on(async {
        let w = Window::open(&desk).await?;
        tokio::time::sleep(std::time::Duration::from_secs(2)).await;
        w.script("window.a=0; Promise.resolve().then(()=>window.a=1); setTimeout(()=>window.b=1,0); fetch('/index.html').then((x)=>window.c=x.status,(e)=>window.c=String(e)); fetch(document.querySelector('link[rel=modulepreload]').href).then((x)=>window.d=x.status,(e)=>window.d=String(e)); requestAnimationFrame(()=>window.e=1); window.__TAURI_INTERNALS__.invoke('start',{}).then((x)=>window.f=JSON.stringify(x).slice(0,300),(x)=>window.f=JSON.stringify(x))", vec![]).await?;
        for _ in 0..3 {
            tokio::time::sleep(std::time::Duration::from_secs(1)).await;
            println!("R {:?}", w.script("return [window.a,window.b,window.c,window.d,window.e,window.f,document.readyState,document.visibilityState, performance.getEntriesByType('resource').map(e=>e.name+' '+e.responseEnd), document.styleSheets.length, Object.keys(window).filter(k=>/svelte/.test(k))]", vec![]).await);
        }
        println!("{}", desk.errors());
        Ok(())
    })
}
