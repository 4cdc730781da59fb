//! Draws what egui tessellated, on the processor: pictures without a graphics card or a display,
//! the same on every machine.

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

use eframe::egui::epaint::{ClippedPrimitive, ImageData, ImageDelta, Mesh, Primitive, Vertex};
use eframe::egui::{ColorImage, Context, FullOutput, Pos2, TextureId, TexturesDelta, pos2};
use egui_kittest::TestRenderer;
use image::{Rgb, RgbImage};

/// The textures, as a graphics card would hold them.
#[derive(Clone, Default)]
pub(super) struct Canvas(Rc<RefCell<HashMap<TextureId, ColorImage>>>);

impl TestRenderer for Canvas {
    fn handle_delta(&mut self, delta: &mut TexturesDelta) {
        let mut textures = self.0.borrow_mut();
        for (id, change) in &delta.set {
            for change in change {
                update(&mut textures, *id, change);
            }
        }
        delta.clear();
    }
}

fn update(textures: &mut HashMap<TextureId, ColorImage>, id: TextureId, change: &ImageDelta) {
    let ImageData::Color(image) = &change.image;
    let Some([left, top]) = change.pos else {
        textures.insert(id, (**image).clone());
        return;
    };
    let texture = textures.get_mut(&id).unwrap();
    for (row, pixels) in image.pixels.chunks_exact(image.size[0]).enumerate() {
        let start = (top + row) * texture.size[0] + left;
        texture.pixels[start..start + pixels.len()].copy_from_slice(pixels);
    }
}

impl Canvas {
    pub(super) fn draw(&self, ctx: &Context, output: &FullOutput) -> RgbImage {
        let scale = output.pixels_per_point;
        let size = ctx.content_rect().size() * scale;
        let mut picture = Picture::new(size.x.round() as usize, size.y.round() as usize);
        let textures = self.0.borrow();
        for ClippedPrimitive { clip_rect, primitive } in
            ctx.tessellate(output.shapes.clone(), scale)
        {
            let Primitive::Mesh(mesh) = primitive else { continue };
            let clip = [
                (clip_rect.min.x * scale).round().max(0.0) as usize,
                (clip_rect.min.y * scale).round().max(0.0) as usize,
                ((clip_rect.max.x * scale).round().max(0.0) as usize).min(picture.width),
                ((clip_rect.max.y * scale).round().max(0.0) as usize).min(picture.height),
            ];
            picture.mesh(&mesh, &textures[&mesh.texture_id], clip, scale);
        }
        picture.finish()
    }
}

struct Picture {
    width: usize,
    height: usize,
    pixels: Vec<[f32; 3]>,
}

impl Picture {
    fn new(width: usize, height: usize) -> Self {
        Self { width, height, pixels: vec![[0.0; 3]; width * height] }
    }

    fn mesh(&mut self, mesh: &Mesh, texture: &ColorImage, clip: [usize; 4], scale: f32) {
        for corners in mesh.indices.chunks_exact(3) {
            let corner = |number: usize| mesh.vertices[corners[number] as usize];
            self.triangle([corner(0), corner(1), corner(2)], texture, clip, scale);
        }
    }

    fn triangle(&mut self, v: [Vertex; 3], texture: &ColorImage, clip: [usize; 4], scale: f32) {
        let at = |vertex: &Vertex| pos2(vertex.pos.x * scale, vertex.pos.y * scale);
        let (a, mut b, mut c) = (at(&v[0]), at(&v[1]), at(&v[2]));
        let mut v = v;
        let area = cross(a, b, c);
        if area == 0.0 {
            return;
        }
        if area < 0.0 {
            std::mem::swap(&mut b, &mut c);
            v.swap(1, 2);
        }
        let area = area.abs();
        let least = |f: fn(&Pos2) -> f32| f(&a).min(f(&b)).min(f(&c)).floor().max(0.0) as usize;
        let most = |f: fn(&Pos2) -> f32| f(&a).max(f(&b)).max(f(&c)).ceil().max(0.0) as usize;
        let (left, right) = (least(|p| p.x).max(clip[0]), most(|p| p.x).min(clip[2]));
        let (top, bottom) = (least(|p| p.y).max(clip[1]), most(|p| p.y).min(clip[3]));
        let edges = [(b, c), (c, a), (a, b)];
        // A pixel on an edge that two triangles share belongs to one of them.
        let owns = edges.map(|(from, to)| to.y < from.y || to.y == from.y && to.x > from.x);
        let colors = v.map(|vertex| vertex.color.to_array().map(f32::from));
        let flat = v[0].uv == v[1].uv && v[1].uv == v[2].uv;
        let white = sample(texture, v[0].uv);
        for y in top..bottom {
            for x in left..right {
                let p = pos2(x as f32 + 0.5, y as f32 + 0.5);
                let w = edges.map(|(from, to)| cross(from, to, p));
                let inside = |n: usize| w[n] > 0.0 || w[n] == 0.0 && owns[n];
                if !(inside(0) && inside(1) && inside(2)) {
                    continue;
                }
                let w = w.map(|w| w / area);
                let texel = if flat {
                    white
                } else {
                    let mix =
                        |f: fn(&Vertex) -> f32| f(&v[0]) * w[0] + f(&v[1]) * w[1] + f(&v[2]) * w[2];
                    sample(texture, pos2(mix(|v| v.uv.x), mix(|v| v.uv.y)))
                };
                let channel = |n: usize| {
                    let color = colors[0][n] * w[0] + colors[1][n] * w[1] + colors[2][n] * w[2];
                    color * texel[n] / 255.0
                };
                let through = 1.0 - channel(3) / 255.0;
                let pixel = &mut self.pixels[y * self.width + x];
                for (n, value) in pixel.iter_mut().enumerate() {
                    *value = *value * through + channel(n);
                }
            }
        }
    }

    fn finish(self) -> RgbImage {
        RgbImage::from_fn(self.width as u32, self.height as u32, |x, y| {
            let pixel = self.pixels[y as usize * self.width + x as usize];
            Rgb(pixel.map(|value| value.round().clamp(0.0, 255.0) as u8))
        })
    }
}

fn cross(a: Pos2, b: Pos2, c: Pos2) -> f32 {
    (b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x)
}

fn sample(texture: &ColorImage, uv: Pos2) -> [f32; 4] {
    let [width, height] = texture.size;
    let (x, y) = (uv.x * width as f32 - 0.5, uv.y * height as f32 - 0.5);
    let (left, top) = (x.floor(), y.floor());
    let (right_part, bottom_part) = (x - left, y - top);
    let texel = |dx: f32, dy: f32| {
        let x = (left + dx).clamp(0.0, width as f32 - 1.0) as usize;
        let y = (top + dy).clamp(0.0, height as f32 - 1.0) as usize;
        texture.pixels[y * width + x].to_array().map(f32::from)
    };
    let (a, b, c, d) = (texel(0.0, 0.0), texel(1.0, 0.0), texel(0.0, 1.0), texel(1.0, 1.0));
    std::array::from_fn(|n| {
        let upper = a[n] * (1.0 - right_part) + b[n] * right_part;
        let lower = c[n] * (1.0 - right_part) + d[n] * right_part;
        upper * (1.0 - bottom_part) + lower * bottom_part
    })
}
