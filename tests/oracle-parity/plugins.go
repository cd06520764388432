package main

import (
	"fmt"
	"strings"

	. "sealcheck.example/oracle/lab"
)

const (
	identityCapability   = "SIGNATURE_VERIFIER.TRUSTED_IDENTITY"
	revocationCapability = "SIGNATURE_VERIFIER.REVOCATION_CHECK"
)

// plugin lets the signature demand a verification plugin, which answers for all signatures of the case.
func (m *maker) plugin(e *Envelope) {
	r := m.Random
	m.note("is.plugin")
	const name = "lab-plugin"
	demand := Attr{Key: HPlugin, Critical: true, JSON: Quote(name)}
	installed := &Plugin{Version: "1.2.3", Capabilities: []string{identityCapability, revocationCapability}}
	switch weighted(r, 40, 30, 20, 5, 5) {
	case 1:
		installed.Capabilities = installed.Capabilities[:1]
	case 2:
		installed.Capabilities = installed.Capabilities[1:]
	case 3:
		installed.Capabilities = []string{revocationCapability, "SIGNATURE_GENERATOR.RAW", identityCapability}
	case 4:
		installed.Capabilities = append(installed.Capabilities, identityCapability)
	}
	m.v.Plugins = map[string]*Plugin{name: installed}
	e.Attrs = append(e.Attrs, demand)
	if m.chance(35) {
		e.Attrs = append(e.Attrs, Attr{Key: HPluginMv, Critical: true, JSON: Quote(pick(r, "1.2.3", "1.0.0", "1.2.3-alpha", "0.0.1+build"))})
	}
	var names []string
	for k := range weighted(r, 50, 30, 20) {
		a := m.named(k)
		if m.chance(20) {
			a.JSON, a.CBOR = "true", []byte{0xf5}
		}
		names = append(names, a.Key)
		e.Attrs = append(e.Attrs, a)
	}
	var results []string
	for _, c := range []string{identityCapability, revocationCapability} {
		result := `{"success":true}`
		if m.chance(12) {
			result = pick(r, `{"success":false,"reason":"no"}`, `{"success":false}`)
		} else if m.chance(20) {
			result = `{"success":true,"reason":"fine"}`
		}
		results = append(results, Quote(c)+":"+result)
	}
	processed := StringArray(names)
	if names == nil {
		processed = pick(r, "[]", "[]", "null")
	}
	answer := `{"verificationResults":{` + strings.Join(results, ",") + `},"processedAttributes":` + processed + `}`
	installed.Response = []byte(answer)
	for range weighted(r, 35, 45, 20) {
		m.changePlugin(e, installed, name, names)
	}
}

// named makes an attribute for the plugin; the name tells whether it is critical.
func (m *maker) named(k int) Attr {
	a := Attr{Key: fmt.Sprint("com.example.plain.", k), JSON: Quote(pick(m.Random, "bar", "", "\u00e9"))}
	if m.chance(60) {
		a.Key, a.Critical = fmt.Sprint("com.example.critical.", k), true
	}
	return a
}

// changePlugin changes the demand, the plugin, or what it answers.
func (m *maker) changePlugin(e *Envelope, installed *Plugin, name string, names []string) {
	r := m.Random
	at := func(key string) *Attr {
		for i := range e.Attrs {
			if e.Attrs[i].Key == key {
				return &e.Attrs[i]
			}
		}
		e.Attrs = append(e.Attrs, Attr{Key: key, Critical: true, JSON: `"1.0.0"`})
		return &e.Attrs[len(e.Attrs)-1]
	}
	switch weighted(r, 3, 3, 3, 3, 3, 3, 3, 4, 4, 14) {
	case 0:
		m.note("plugin.demand")
		a := at(HPlugin)
		switch m.IntN(3) {
		case 0:
			a.Critical = false
		case 1:
			a.JSON = Quote(pick(r, "", " ", "\t", "Lab-Plugin", "lab-plugin ", "missing"))
		case 2:
			a.JSON, a.CBOR = pick(r, "null", "1", `["lab-plugin"]`, "{}"), pick(r, CNull(), CInt(1), CArr(CText(name)), CBytes([]byte(name)))
		}
	case 1:
		m.note("plugin.minimum")
		a := at(HPluginMv)
		switch m.IntN(3) {
		case 0:
			a.Critical = false
		case 1:
			a.JSON = Quote(pick(r, "", " ", "1", "1.0", "v1.0.0", "01.0.0", "1.2.4", "1.10.0", "1.2.3-01", "1.2.3 ", "1.0.0.0", "1.2.3+x", "99999999999999999999.0.0", "1.2.3-"))
		case 2:
			a.JSON, a.CBOR = pick(r, "null", "1", "[]"), pick(r, CNull(), CInt(1), CFloat(1.5))
		}
	case 2:
		m.note("plugin.version")
		installed.Version = pick(r, "", "1", "v1.2.3", "1.2.3-beta", "0.9.0", "1.10.0", "2.0.0+x", " 1.2.3", "1.2.03", "1.2.3-alpha.1", "18446744073709551616.0.0", "latest")
	case 3:
		m.note("plugin.capabilities")
		installed.Capabilities = pick(r, nil, []string{}, []string{"SIGNATURE_GENERATOR.RAW"}, []string{strings.ToLower(identityCapability)}, []string{identityCapability + " "}, []string{"", revocationCapability})
	case 4:
		m.note("plugin.missing")
		m.v.Plugins = pick(r, nil, map[string]*Plugin{}, map[string]*Plugin{"Lab-Plugin": installed}, map[string]*Plugin{"other": installed})
	case 5:
		m.note("plugin.fails")
		installed.Error = pick(r, "it broke", "")
		if installed.Error == "" {
			answers(installed, pick(r, "", " ", "null", "[]", "1", `"x"`, "{}", "<html>"))
		}
	case 6: // an attribute that the plugin is not told of, or is told of under another name
		m.note("plugin.attribute")
		a := m.named(7)
		if m.chance(50) {
			a.Key = strings.ToUpper(a.Key)
		}
		e.Attrs = append(e.Attrs, a)
	case 7:
		m.note("plugin.processed")
		list := append([]string{}, names...)
		switch {
		case len(list) == 0 || m.chance(25):
			list = append(list, "com.example.else")
		case m.chance(50):
			list = list[1:]
		default:
			list[0] = pick(r, strings.ToUpper(list[0]), list[0]+" ", "")
		}
		change(installed, `"processedAttributes":`+StringArray(names), `"processedAttributes":`+StringArray(list))
	case 8: // types of processed attributes
		m.note("plugin.processed-types")
		change(installed, `"processedAttributes":[`, `"processedAttributes":[`+pick(r, "1,", "null,", "{},", `["x"],`, "true,"))
	case 9:
		text, how := m.changeJSON(said(installed))
		m.note("plugin.answer.%s", how)
		answers(installed, strings.ToValidUTF8(text, "\ufffd"))
	}
}

// said is the text of its answer.
func said(p *Plugin) string {
	if p.ResponseText != nil {
		return *p.ResponseText
	}
	return string(p.Response)
}

func answers(p *Plugin, text string) { p.Response, p.ResponseText = nil, &text }

func change(p *Plugin, from, to string) { answers(p, strings.Replace(said(p), from, to, 1)) }
