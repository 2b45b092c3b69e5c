import { mount } from "svelte";
import App from "./App.svelte";
import "./app.css";
import { startAppearance } from "$lib/shared/appearance.svelte";
import { startSound } from "$lib/shared/sound";

const target = document.getElementById("app");
if (!target) throw new Error("index.html has no #app");
startAppearance();
startSound();
// The faces lie beside the program: having them all at once spares the eye a change of letters later.
document.fonts.forEach((face) => void face.load());
export default mount(App, { target });
