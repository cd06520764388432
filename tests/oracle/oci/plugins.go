package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"sort"

	"github.com/notaryproject/notation-plugin-framework-go/plugin"

	"sealcheck.example/oracle/lab"
)

// mockManager answers for the plugins of a case and keeps what they were asked.
type mockManager struct {
	plugins  map[string]*lab.Plugin
	requests []json.RawMessage
}

func (m *mockManager) Get(_ context.Context, name string) (plugin.Plugin, error) {
	p, ok := m.plugins[name]
	if !ok {
		return nil, fmt.Errorf("plugin %q: %w", name, os.ErrNotExist)
	}
	return &mock{name, p, m}, nil
}

func (m *mockManager) List(context.Context) ([]string, error) {
	var names []string
	for n := range m.plugins {
		names = append(names, n)
	}
	sort.Strings(names)
	return names, nil
}

type mock struct {
	name    string
	answer  *lab.Plugin
	manager *mockManager
}

func (p *mock) GetMetadata(context.Context, *plugin.GetMetadataRequest) (*plugin.GetMetadataResponse, error) {
	if p.answer.MetadataError != "" {
		return nil, errors.New(p.answer.MetadataError)
	}
	out := &plugin.GetMetadataResponse{
		Name: p.name, Description: "mock", Version: p.answer.Version, URL: "https://plugin.example",
		SupportedContractVersions: []string{"1.0"},
	}
	for _, c := range p.answer.Capabilities {
		out.Capabilities = append(out.Capabilities, plugin.Capability(c))
	}
	return out, nil
}

func (p *mock) VerifySignature(_ context.Context, r *plugin.VerifySignatureRequest) (*plugin.VerifySignatureResponse, error) {
	// the libraries list attributes of a JWS in Go's random map order
	sort.Strings(r.Signature.UnprocessedAttributes)
	p.manager.requests = append(p.manager.requests, rawJSON(r))
	if p.answer.Error != "" {
		return nil, errors.New(p.answer.Error)
	}
	out := &plugin.VerifySignatureResponse{}
	if err := json.Unmarshal(p.answer.Response, out); err != nil {
		panic(err)
	}
	return out, nil
}

var errSign = errors.New("this plugin does not sign")

func (*mock) DescribeKey(context.Context, *plugin.DescribeKeyRequest) (*plugin.DescribeKeyResponse, error) {
	return nil, errSign
}
func (*mock) GenerateSignature(context.Context, *plugin.GenerateSignatureRequest) (*plugin.GenerateSignatureResponse, error) {
	return nil, errSign
}
func (*mock) GenerateEnvelope(context.Context, *plugin.GenerateEnvelopeRequest) (*plugin.GenerateEnvelopeResponse, error) {
	return nil, errSign
}
