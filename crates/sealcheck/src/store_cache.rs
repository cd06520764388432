//! Trust stores are opened once a request, however many signatures ask for them.

use alloc::rc::Rc;
use core::cell::RefCell;
use sealcheck_pki::SignatureVerifier;

use crate::finding::Finding;
use crate::ordered::Map;
use crate::policy::StoreName;
use crate::trust_store::{OpenStore, TrustStores};

type Opened = Result<Rc<OpenStore>, Finding>;

/// The stores of one request.
pub(crate) struct StoreCache<'r> {
    stores: &'r TrustStores,
    verifier: &'r dyn SignatureVerifier,
    opened: RefCell<Map<StoreName, Opened>>,
}

impl<'r> StoreCache<'r> {
    pub(crate) fn new(stores: &'r TrustStores, verifier: &'r dyn SignatureVerifier) -> Self {
        Self { stores, verifier, opened: RefCell::default() }
    }

    /// As [`TrustStores::open`].
    pub(crate) fn open(&self, name: &StoreName) -> Opened {
        if let Some(opened) = self.opened.borrow().get(name) {
            return opened.clone();
        }
        let opened = self.stores.open(name, self.verifier).map(Rc::new);
        self.opened.borrow_mut().insert(name.clone(), opened.clone());
        opened
    }
}
