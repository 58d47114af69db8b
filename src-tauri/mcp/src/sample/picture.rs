//! The pictures `make_image` draws: a hitching post with a rope on it, or plainer ones.
//! Everything is computed per pixel; there is no drawing library behind it.

/// What is drawn.
#[derive(Clone, Copy, Debug, serde::Deserialize, PartialEq)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Pattern {
    /// A post in a landscape, a rope hitched to it.
    Post,
    /// A rope weave.
    Weave,
    /// A plain gradient.
    Gradient,
}

/// Draws `pattern` in shades of `colour` as a PNG file.
pub(crate) fn draw(width: u32, height: u32, colour: Colour, pattern: Pattern) -> Result<Vec<u8>, String> {
    let scene = Scene { colour, pattern };
    let unit = f64::from(width.min(height)) / 2.0;
    let (centre_x, centre_y) = (f64::from(width) / 2.0, f64::from(height) / 2.0);
    let mut pixels = Vec::with_capacity(width as usize * height as usize * 3);
    for y in 0..height {
        for x in 0..width {
            let point = Point {
                x: (f64::from(x) + 0.5 - centre_x) / unit,
                y: (f64::from(y) + 0.5 - centre_y) / unit,
            };
            pixels.extend(scene.colour_at(point, 1.0 / unit).bytes());
        }
    }
    encode(width, height, &pixels).map_err(|error| error.to_string())
}

fn encode(width: u32, height: u32, pixels: &[u8]) -> Result<Vec<u8>, png::EncodingError> {
    let mut file = Vec::new();
    let mut encoder = png::Encoder::new(&mut file, width, height);
    encoder.set_color(png::ColorType::Rgb);
    encoder.set_depth(png::BitDepth::Eight);
    encoder.set_compression(png::Compression::Fast);
    let mut writer = encoder.write_header()?;
    writer.write_image_data(pixels)?;
    writer.finish()?;
    Ok(file)
}

/// Red, green and blue, each from 0 to 1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Colour(f64, f64, f64);

impl Colour {
    /// Reads `#rrggbb`.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let digits = text.strip_prefix('#').filter(|digits| digits.len() == 6 && digits.is_ascii())?;
        let number = u32::from_str_radix(digits, 16).ok()?;
        let part = |shift: u32| f64::from((number >> shift) & 0xff) / 255.0;
        Some(Self(part(16), part(8), part(0)))
    }

    fn towards(self, other: Self, share: f64) -> Self {
        let mix = |from: f64, to: f64| from + (to - from) * share.clamp(0.0, 1.0);
        Self(mix(self.0, other.0), mix(self.1, other.1), mix(self.2, other.2))
    }

    fn bytes(self) -> [u8; 3] {
        // The cast saturates, so a value a little outside 0–1 is harmless.
        [self.0, self.1, self.2].map(|part| (part * 255.0).round() as u8)
    }
}

const WHITE: Colour = Colour(1.0, 0.985, 0.95);
const NIGHT: Colour = Colour(0.09, 0.10, 0.20);
const WOOD: Colour = Colour(0.36, 0.23, 0.16);
const ROPE: Colour = Colour(0.96, 0.89, 0.74);

/// The shorter side runs from −1 to 1, y downwards, (0, 0) in the middle.
#[derive(Clone, Copy)]
struct Point {
    x: f64,
    y: f64,
}

struct Scene {
    colour: Colour,
    pattern: Pattern,
}

impl Scene {
    fn colour_at(&self, at: Point, pixel: f64) -> Colour {
        match self.pattern {
            Pattern::Gradient => self.sky(at),
            Pattern::Weave => self.weave(at, pixel),
            Pattern::Post => self.post(at, pixel),
        }
    }

    fn sky(&self, at: Point) -> Colour {
        let height = (at.y + 1.0) / 2.0 + at.x * 0.06;
        let high = self.colour.towards(NIGHT, 0.08);
        let low = self.colour.towards(WHITE, 0.78);
        high.towards(low, height)
    }

    /// Over-and-under bands, shaded like twisted cord.
    fn weave(&self, at: Point, pixel: f64) -> Colour {
        let size = 0.25;
        let (column, row) = ((at.x / size).floor(), (at.y / size).floor());
        let (along, across) = ((at.x / size - column) - 0.5, (at.y / size - row) - 0.5);
        let upright = (column + row).rem_euclid(2.0) < 1.0;
        let (along, across) = if upright { (across, along) } else { (along, across) };
        let cord = self.cord(along * size, across / 0.46);
        let gap = self.colour.towards(NIGHT, 0.7);
        gap.towards(cord, coverage((across.abs() - 0.46) * size, pixel))
    }

    fn post(&self, at: Point, pixel: f64) -> Colour {
        let mut colour = self.sky(at);
        let sun = (at.x - 0.52).hypot(at.y + 0.38) - 0.2;
        colour = colour.towards(WHITE, 0.35 * (1.0 - sun / 0.5).clamp(0.0, 1.0).powi(2));
        colour = colour.towards(WHITE, coverage(sun, pixel));

        let far = 0.42 + 0.07 * (at.x * 2.3 + 0.6).sin();
        colour = colour.towards(self.colour.towards(NIGHT, 0.38), coverage(far - at.y, pixel));
        let near = 0.66 + 0.05 * (at.x * 1.7 + 2.6).sin();
        let ground = self.colour.towards(NIGHT, 0.62 + 0.2 * (at.y - near));
        colour = colour.towards(ground, coverage(near - at.y, pixel));

        colour = self.rope_behind(at, pixel, colour);
        let post = rounded_box(at, (0.0, 0.16), (0.15, 0.66), 0.06);
        colour = colour.towards(wood(at), coverage(post, pixel));
        // The earth heaped around its foot.
        let heap = (at.x / 0.42).hypot((at.y - 0.86) / 0.13) - 1.0;
        colour = colour.towards(ground, coverage(heap * 0.13, pixel));
        self.rope_in_front(at, pixel, colour)
    }

    /// The end that leads off to the left edge, past the frame.
    fn rope_behind(&self, at: Point, pixel: f64, under: Colour) -> Colour {
        let lead = Curve { from: (-0.12, -0.02), bend: (-0.95, 0.62), to: (-2.4, 0.06) };
        self.rope(lead, at, pixel, under)
    }

    /// Three turns around the post and the end tucked under them.
    fn rope_in_front(&self, at: Point, pixel: f64, under: Colour) -> Colour {
        let tail = Curve { from: (0.06, 0.05), bend: (0.34, 0.2), to: (0.24, 0.5) };
        let turns = [-0.13, -0.02, 0.09].map(|y| Curve {
            from: (-0.17, y + 0.03),
            bend: (0.0, y + 0.055),
            to: (0.17, y - 0.02),
        });
        let crossing = Curve { from: (-0.16, 0.13), bend: (0.02, 0.04), to: (0.16, -0.16) };
        let strands = [tail].into_iter().chain(turns).chain([crossing]);
        strands.fold(under, |colour, strand| self.rope(strand, at, pixel, colour))
    }

    fn rope(&self, curve: Curve, at: Point, pixel: f64, under: Colour) -> Colour {
        const RADIUS: f64 = 0.052;
        if !curve.near(at, RADIUS * 1.6) {
            return under;
        }
        let place = curve.nearest(at);
        let shade = coverage(place.distance - RADIUS * 1.35, 0.03) * 0.16;
        let under = under.towards(NIGHT, shade);
        under.towards(self.cord(place.along, place.side / RADIUS), coverage(place.distance - RADIUS, pixel))
    }

    /// One rope seen from the side: strands twist along it, light falls from above.
    /// `across` is −1 at one edge and 1 at the other.
    fn cord(&self, along: f64, across: f64) -> Colour {
        let twist = ((along / 0.055 + across * 0.55) * std::f64::consts::TAU).sin();
        let round = across.clamp(-1.0, 1.0).powi(2);
        let tint = ROPE.towards(self.colour, 0.12);
        tint.towards(WOOD, 0.42 * round + 0.2 * (0.5 - 0.5 * twist))
    }
}

/// Wood with rings at the top, grain along it and a shaded right side.
fn wood(at: Point) -> Colour {
    let grain = ((at.x * 46.0 + (at.y * 5.0).sin() * 1.4).sin() * 0.5 + 0.5) * 0.22;
    let side = ((at.x + 0.15) / 0.3).powi(2) * 0.45;
    let lit = WOOD.towards(WHITE, 0.2).towards(NIGHT, grain + side);
    if at.y < -0.42 { lit.towards(WHITE, 0.22) } else { lit }
}

/// How much of a pixel lies inside a shape whose edge is `distance` away (negative inside).
fn coverage(distance: f64, pixel: f64) -> f64 {
    (0.5 - distance / pixel).clamp(0.0, 1.0)
}

fn rounded_box(at: Point, centre: (f64, f64), half: (f64, f64), radius: f64) -> f64 {
    let x = (at.x - centre.0).abs() - half.0 + radius;
    let y = (at.y - centre.1).abs() - half.1 + radius;
    x.max(0.0).hypot(y.max(0.0)) + x.max(y).min(0.0) - radius
}

/// A quadratic Bézier curve.
#[derive(Clone, Copy)]
struct Curve {
    from: (f64, f64),
    bend: (f64, f64),
    to: (f64, f64),
}

/// Where a point lies relative to a curve.
struct Place {
    distance: f64,
    /// Signed distance: which side of the curve.
    side: f64,
    /// Length of the curve up to the nearest point.
    along: f64,
}

impl Curve {
    const STEPS: u32 = 28;

    fn at(&self, share: f64) -> (f64, f64) {
        let (a, b, c) = ((1.0 - share).powi(2), 2.0 * share * (1.0 - share), share * share);
        (a * self.from.0 + b * self.bend.0 + c * self.to.0, a * self.from.1 + b * self.bend.1 + c * self.to.1)
    }

    /// Whether `at` lies in the box around the control points, widened by `margin`.
    fn near(&self, at: Point, margin: f64) -> bool {
        let within = |value: f64, parts: [f64; 3]| {
            let low = parts.into_iter().fold(f64::INFINITY, f64::min);
            let high = parts.into_iter().fold(f64::NEG_INFINITY, f64::max);
            (low - margin..=high + margin).contains(&value)
        };
        within(at.x, [self.from.0, self.bend.0, self.to.0])
            && within(at.y, [self.from.1, self.bend.1, self.to.1])
    }

    fn nearest(&self, at: Point) -> Place {
        let mut best = Place { distance: f64::INFINITY, side: 0.0, along: 0.0 };
        let (mut start, mut walked) = (self.from, 0.0);
        for step in 1..=Self::STEPS {
            let end = self.at(f64::from(step) / f64::from(Self::STEPS));
            let (dx, dy) = (end.0 - start.0, end.1 - start.1);
            let length = dx.hypot(dy);
            let (px, py) = (at.x - start.0, at.y - start.1);
            let share = ((px * dx + py * dy) / (length * length)).clamp(0.0, 1.0);
            let distance = (px - share * dx).hypot(py - share * dy);
            if distance < best.distance {
                let side = distance * (dx * py - dy * px).signum();
                best = Place { distance, side, along: walked + share * length };
            }
            (start, walked) = (end, walked + length);
        }
        best
    }
}
