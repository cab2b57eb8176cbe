use workspace_tests::{Outcome, desk::{Desk, Place}, window::Window};
#[test]
fn zz() -> Outcome {
    let rt = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let desk = Desk::set_up(Place::default())?;
    rt.block_on(async {
        let w = Window::open(&desk).await?;
        tokio::time::sleep(std::time::Duration::from_secs(2)).await;
        for _ in 0..5 {
            println!("R {:?}", w.script("window.z=(window.z||0)+1; const u=new URL(location.href); const n=new URL(u); n.pathname=decodeURI(u.pathname); return [location.origin,u.origin,u.pathname,location.pathname,n.href,n.pathname,document.baseURI,new URL('.', location).pathname, new URL('.',location).pathname.slice(0,-1)]", vec![]).await);
            tokio::time::sleep(std::time::Duration::from_millis(150)).await;
        }
        println!("{}", desk.errors());
        Ok(())
    })
}
