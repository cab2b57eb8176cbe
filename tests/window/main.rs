use workspace_tests::{
    Outcome,
    desk::{Keyring, Place},
    window::drive,
};
#[test]
fn a() -> Outcome {
    drive("probe", Place::default(), async |_, _| Ok(()))
}
#[test]
fn b() -> Outcome {
    let d = workspace_tests::desk::Desk::set_up(Place {
        keyring: Keyring::None,
        ..Place::default()
    })?;
    assert_eq!(d.secrets(), None);
    Ok(())
}
#[test]
fn c() -> Outcome {
    let d = workspace_tests::desk::Desk::set_up(Place::default())?;
    assert_eq!(d.secrets(), Some(0));
    println!("{}", d.errors());
    Ok(())
}
