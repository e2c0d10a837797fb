//! JSON-LD: the blocks of a page, and the businesses that they describe, with lines.

use std::sync::Arc;

use crate::tree::{Node, Value, json};

use super::dom::{Kind, NodeId};
use super::page::Page;

/// How deep a business may lie inside other things.
const MAX_DEPTH: usize = 12;
/// schema.org's kinds of LocalBusiness that small ventures use, release 29.
const LOCAL_BUSINESSES: &str = "LocalBusiness AnimalShelter ArchiveOrganization AutomotiveBusiness \
    AutoBodyShop AutoDealer AutoPartsStore AutoRental AutoRepair AutoWash GasStation \
    MotorcycleDealer MotorcycleRepair ChildCare Dentist DryCleaningOrLaundry EmergencyService \
    FireStation Hospital PoliceStation EmploymentAgency EntertainmentBusiness AdultEntertainment \
    AmusementPark ArtGallery Casino ComedyClub MovieTheater NightClub FinancialService \
    AccountingService AutomatedTeller BankOrCreditUnion InsuranceAgency FoodEstablishment Bakery \
    BarOrPub Brewery CafeOrCoffeeShop Distillery FastFoodRestaurant IceCreamShop Restaurant Winery \
    GovernmentOffice PostOffice HealthAndBeautyBusiness BeautySalon DaySpa HairSalon HealthClub \
    NailSalon TattooParlor HomeAndConstructionBusiness Electrician GeneralContractor HVACBusiness \
    HousePainter Locksmith MovingCompany Plumber RoofingContractor InternetCafe LegalService \
    Attorney Notary Library LodgingBusiness BedAndBreakfast Campground Hostel Hotel Motel Resort \
    SkiResort VacationRental MedicalBusiness Optician Pharmacy Physician ProfessionalService \
    RadioStation RealEstateAgent RecyclingCenter SelfStorage ShoppingCenter SportsActivityLocation \
    BowlingAlley ExerciseGym GolfCourse PublicSwimmingPool SportsClub StadiumOrArena TennisComplex \
    Store BikeStore BookStore ClothingStore ComputerStore ConvenienceStore DepartmentStore \
    ElectronicsStore Florist FurnitureStore GardenStore GroceryStore HardwareStore HobbyShop \
    HomeGoodsStore JewelryStore LiquorStore MensClothingStore MobilePhoneStore MovieRentalStore \
    MusicStore OfficeEquipmentStore OutletStore PawnShop PetStore ShoeStore SportingGoodsStore \
    TireShop ToyStore WholesaleStore TelevisionStation TouristInformationCenter TravelAgency";

/// One `script` of JSON-LD.
pub(super) struct Block {
    pub(super) id: NodeId,
    /// What it holds, or the line and column where it breaks.
    pub(super) content: Result<Node, (u32, usize, String)>,
    /// The page's line of the block's first one.
    first_line: u32,
}

/// A business that a block describes.
pub(super) struct Business<'b> {
    pub(super) node: &'b Node,
    pub(super) id: NodeId,
    pub(super) types: Vec<&'b str>,
    first_line: u32,
}

impl Business<'_> {
    /// The page's line of a member.
    pub(super) fn line(&self, node: &Node) -> u32 {
        self.first_line + node.place.line.saturating_sub(1)
    }

    pub(super) fn is_local(&self) -> bool {
        self.types.iter().any(|name| is_local_business(name))
    }
}

/// Claims that a type is LocalBusiness or one of its kinds.
pub(super) fn is_local_business(name: &str) -> bool {
    LOCAL_BUSINESSES.split_whitespace().any(|known| known == name)
}

/// Parses the blocks of a page.
pub(super) fn blocks(page: &Page) -> Vec<Block> {
    let is_block = |id: &NodeId| {
        let kind = page.attribute(*id, "type").unwrap_or_default();
        kind.split(';')
            .next()
            .unwrap_or_default()
            .trim()
            .eq_ignore_ascii_case("application/ld+json")
    };
    let scripts = page.tagged(&["script"]).filter(is_block);
    scripts.map(|id| block(page, id)).collect()
}

fn block(page: &Page, id: NodeId) -> Block {
    let child = page.node(id).children.first().map(|child| page.node(*child));
    let (text, first_line) = match child.map(|child| (&child.kind, child.line)) {
        Some((Kind::Text(text), line)) => (text.as_str(), line),
        _ => ("", page.line(id)),
    };
    let file = Arc::from(page.file.as_str());
    let content = match json::parse(text, &file) {
        Ok(node) => Ok(node),
        Err(malformed) => {
            let error = serde_json::from_str::<serde::de::IgnoredAny>(text).err();
            let (line, column) =
                error.map_or((malformed.line, 0), |error| (error.line() as u32, error.column()));
            Err((first_line + line.saturating_sub(1), column, malformed.what.to_string()))
        }
    };
    Block { id, content, first_line }
}

/// The businesses and organisations of the blocks.
pub(super) fn businesses(blocks: &[Block]) -> Vec<Business<'_>> {
    let mut found = Vec::new();
    for block in blocks {
        if let Ok(node) = &block.content {
            gather(node, block, 0, &mut found);
        }
    }
    found
}

fn gather<'b>(node: &'b Node, block: &'b Block, depth: usize, found: &mut Vec<Business<'b>>) {
    if depth > MAX_DEPTH {
        return;
    }
    for item in node.items().unwrap_or_default() {
        gather(item, block, depth + 1, found);
    }
    if let Value::Object(members) = &node.value {
        let types = types(node);
        let is_business = |name: &&str| is_local_business(name) || *name == "Organization";
        // A mention by its id alone describes nothing.
        let is_described = members.iter().any(|(key, _)| !key.starts_with('@'));
        if is_described && types.iter().any(is_business) {
            let (id, first_line) = (block.id, block.first_line);
            found.push(Business { node, id, types, first_line });
        }
        // What a review is of, or who wrote it, is another's business.
        let inner = members.iter().filter(|(key, _)| {
            !matches!(key.as_str(), "review" | "author" | "memberOf" | "sponsor" | "brand")
        });
        for (_, inner) in inner {
            gather(inner, block, depth + 1, found);
        }
    }
}

fn types(node: &Node) -> Vec<&str> {
    let bare = |name: &'_ str| -> usize { name.rfind(['/', ':']).map_or(0, |at| at + 1) };
    let Some(kind) = node.get("@type") else { return Vec::new() };
    let one = kind.text().into_iter();
    let many = kind.items().unwrap_or_default().iter().filter_map(Node::text);
    one.chain(many).map(|name| &name[bare(name)..]).collect()
}

/// The digits of a number or text as written.
pub(super) fn written(node: &Node) -> Option<&str> {
    match &node.value {
        Value::Number(text) | Value::Text(text) => Some(text.trim()),
        _ => None,
    }
}

/// A member that may be one value or a list of them.
pub(super) fn each<'n>(node: &'n Node, key: &str) -> Vec<&'n Node> {
    match node.get(key) {
        None => Vec::new(),
        Some(member) => match member.items() {
            Some(items) => items.iter().collect(),
            None => vec![member],
        },
    }
}
