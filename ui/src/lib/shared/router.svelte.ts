/** Where one can be. A page that shows one thing carries its id. */
export type Route =
  | { page: "lists"; unit: string | null }
  | { page: "import"; unit: string }
  | { page: "person"; person: string }
  | { page: "sessions" }
  | { page: "slots"; session: string }
  | { page: "hall" }
  | { page: "day" }
  | { page: "review" }
  | { page: "board"; session: string }
  | { page: "sync" };

function parse(hash: string): Route {
  const [page, id] = hash.replace(/^#\/?/, "").split("/");
  switch (page) {
    case "import":
      return id ? { page, unit: id } : { page: "lists", unit: null };
    case "person":
      return id ? { page, person: id } : { page: "lists", unit: null };
    case "board":
    case "slots":
      return id ? { page, session: id } : { page: "sessions" };
    case "sessions":
    case "hall":
    case "day":
    case "review":
    case "sync":
      return { page };
    default:
      return { page: "lists", unit: id ?? null };
  }
}

/** The address of a route, for links. */
export function href(route: Route): string {
  switch (route.page) {
    case "lists":
      return route.unit ? `#/lists/${route.unit}` : "#/lists";
    case "import":
      return `#/import/${route.unit}`;
    case "person":
      return `#/person/${route.person}`;
    case "board":
      return `#/board/${route.session}`;
    case "slots":
      return `#/slots/${route.session}`;
    case "sessions":
    case "hall":
    case "day":
    case "review":
    case "sync":
      return `#/${route.page}`;
  }
}

class Router {
  route: Route = $state.raw(parse(location.hash));

  constructor() {
    addEventListener("hashchange", () => (this.route = parse(location.hash)));
  }

  go(route: Route): void {
    location.hash = href(route);
  }
}

export const router = new Router();
