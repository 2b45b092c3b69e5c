import { Failure } from "$lib/backend";

/** The bytes of a chosen file as a command takes them. */
export function base64Of(file: File): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(String(reader.result).replace(/^[^,]*,/, ""));
    reader.onerror = () => reject(new Failure("file_unreadable"));
    reader.readAsDataURL(file);
  });
}
