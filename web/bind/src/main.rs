//! `scelle-web-bind INPUT.wasm FOLDER`: what `wasm-bindgen --target no-modules` does, without the parts of
//! that program which the page does not need.

use std::error::Error;

use wasm_bindgen_cli_support::Bindgen;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [input, folder] = arguments.as_slice() else {
        return Err("usage: scelle-web-bind INPUT.wasm FOLDER".into());
    };
    let mut bindgen = Bindgen::new();
    bindgen.input_path(input).out_name("scelle").typescript(false).no_modules(true)?;
    bindgen.generate(folder)?;
    Ok(())
}
