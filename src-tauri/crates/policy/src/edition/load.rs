//! Reading an edition from the files of its folder.

use super::{Edition, EditionError, Reading, Severity, files, inquiry_files, role_file, rule_files};
use crate::text::Text;
use std::collections::BTreeMap;

impl Edition {
    /// Reads an edition through `file`, which gives the text of a file of the edition's folder, and checks that it is
    /// complete: every product × plan cell present, every id resolvable, every name in both languages.
    ///
    /// # Errors
    /// [`EditionError`] naming the first file or entry that is wrong.
    pub fn load(file: &dyn Fn(&str) -> Option<String>) -> Result<Self, EditionError> {
        let head: files::Head = read(file, "edition.toml")?;
        let plans: files::Plans = read(file, "plans.toml")?;
        let products: files::Products = read(file, "products.toml")?;
        let channels: files::Channels = read(file, "channels.toml")?;
        let regions: files::Regions = read(file, "regions.toml")?;
        let languages: files::Languages = read(file, "languages.toml")?;
        let readings: BTreeMap<String, files::Reading> = read(file, "readings.toml")?;
        let changes: files::Changes = read(file, "changed.toml")?;
        let advice: files::Advice = read(file, "advice.toml")?;
        let coverage: rule_files::CoverageTable = read(file, "coverage.toml")?;
        let routes: rule_files::Routes = read(file, "routes.toml")?;
        let reopen: rule_files::Reopen = read(file, "reopen.toml")?;
        let partners: rule_files::Partners = read(file, "partners.toml")?;
        let roles: role_file::Roles = read(file, "roles.toml")?;
        let features: inquiry_files::Features = read(file, "features.toml")?;
        let prefiling: inquiry_files::Prefiling = read(file, "prefiling.toml")?;
        let inquiries: inquiry_files::Inquiries = read(file, "inquiries.toml")?;

        let plan_order: Vec<String> = plans.plan.iter().map(|plan| plan.id().to_owned()).collect();
        let severities: Vec<Severity> = plans.severity.into_iter().map(files::Severity::into_severity).collect();
        let mut readings: Vec<Reading> = readings
            .into_iter()
            .map(|(id, reading)| Reading {
                id,
                title: Text::new(reading.title_en, reading.title_nb),
                text: Text::new(reading.en, reading.nb),
            })
            .collect();
        readings.sort_by_key(|reading| reading.id.get(1..).and_then(|number| number.parse::<u32>().ok()));
        let edition = Self {
            id: head.id,
            title: Text::new(head.title_en, head.title_nb),
            dated: Text::new(head.dated_en, head.dated_nb),
            sources: head.sources,
            plans: plans.plan.into_iter().map(|plan| plan.into_plan(&severities)).collect::<Result<_, _>>()?,
            severities,
            impacts: plans
                .impact
                .into_iter()
                .map(|impact| (impact.id, Text::new(impact.name_en, impact.name_nb)))
                .collect(),
            products: products.product.into_iter().map(|product| product.into_product(&plan_order)).collect(),
            channels: channels.channel.into_iter().map(files::Channel::into_channel).collect::<Result<_, _>>()?,
            regions: regions.region.into_iter().map(files::Region::into_region).collect::<Result<_, _>>()?,
            languages: languages.language.into_iter().map(files::Language::into_language).collect(),
            readings,
            concerns: advice.concern.into_iter().map(files::Concern::into_concern).collect(),
            coverage: coverage.row.into_iter().map(rule_files::Row::into_row).collect::<Result<_, _>>()?,
            concern_routes: routes.route.into_iter().map(rule_files::RouteRow::into_route).collect::<Result<_, _>>()?,
            reopen: reopen.into_rules()?,
            benefits: partners.benefit.into_iter().map(rule_files::Benefit::into_benefit).collect::<Result<_, _>>()?,
            programs: partners.program.into_iter().map(rule_files::Program::into_program).collect(),
            incidents: partners.incidents.into_rules()?,
            roles: roles.into_book()?,
            features: features.feature.into_iter().map(inquiry_files::Feature::into_feature).collect(),
            follow_ups: prefiling.follow_up.into_iter().map(inquiry_files::FollowUp::into_follow_up).collect(),
            evidence: prefiling.evidence.into_iter().map(inquiry_files::EvidenceItem::into_evidence).collect(),
            inquiries: inquiries
                .inquiry
                .into_iter()
                .map(inquiry_files::InquiryShape::into_inquiry)
                .collect::<Result<_, _>>()?,
            changes: changes.changed.into_iter().map(files::Changed::into_change).collect(),
        };
        edition.validate()?;
        Ok(edition)
    }
}

fn read<T: serde::de::DeserializeOwned>(file: &dyn Fn(&str) -> Option<String>, name: &str) -> Result<T, EditionError> {
    let text = file(name).ok_or_else(|| EditionError::NoFile(name.to_owned()))?;
    toml::from_str(&text)
        .map_err(|why| EditionError::Unreadable { file: name.to_owned(), why: why.message().to_owned() })
}
